/** The floor: bare node:http and one INSERT, committed, with pg. No parsing, no checks, nothing kept in order. */
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 16 });
await pool.query('CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, body text NOT NULL)');
const statement = { name: 'floor', text: 'INSERT INTO bench_floor (body) VALUES ($1)' };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'GET') return response.end();
    pool.query({ ...statement, values: [Buffer.concat(chunks).toString()] }).then(
      () => response.end(),
      () => {
        response.statusCode = 503;
        response.end();
      },
    );
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
