/** The engine knows people who talk, and nothing of what they talk about. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const files = readdirSync('src/chat', { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => ({ path: `src/chat/${path}`, text: readFileSync(`src/chat/${path}`, 'utf8') }));
const schemeWords =
  /走访|慰问|帮扶|住院|出院|亡故|去世|受灾|责任书|关爱档案|结对|老干部|离休|退休|简报|求助|公示|支部|党员|党委|遗属|困难|代办|经办|visit(?!or)|helper(?!s? )|cadre|hardship|obligation/i;
/** Files that keep messages and attachments in the database, each with its own reasons. */
const withDatabase = /src\/chat\/(inbox|outbox|spool|attachments|delivery|turn)[^/]*\.ts$/;

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(30);
  expect('今天走访了两户').toMatch(schemeWords);
});

test('no word of the scheme', () => {
  const found = files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (schemeWords.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});

test('the engine imports itself, the calendar and the sounds of names, nothing else', () => {
  const imports = files
    .filter(({ path }) => !withDatabase.test(path))
    .flatMap(({ path, text }) => [...text.matchAll(/from '([^']+)'/g)].map(match => `${path} ${match[1]}`));
  const foreign = imports.filter(
    line => !/ (\.\/|\.\.\/(?!\.\.)[\w-]+\.ts$|pinyin-pro$)/.test(line) && !line.includes('/calendar/'),
  );
  expect(foreign).toEqual([]);
});

test('it never asks the machine for the time', () => {
  const asking = files.filter(
    ({ path, text }) => !withDatabase.test(path) && /Date\.now\(|new Date\(\)/.test(text),
  );
  expect(asking.map(({ path }) => path)).toEqual([]);
});
