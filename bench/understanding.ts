/**
 * Understanding one sentence: how long it takes, over every sentence of the corpus, for a speaker who may mean ten people and
 * for one who may mean a thousand (a secretary, a clerk). No model and no network: what is measured is rules.
 */
import { understand, type KnownPerson } from '../src/scheme/understanding/index.ts';
import { castFor, readCorpus, today, type Sentence } from '../tests/corpus/format.ts';
import { median, quantile } from './quantile.ts';

const rounds = 5;
const wantedMs = 5;

/** Measures and prints. */
export function benchUnderstanding(print: (line: string) => void): void {
  const sentences = readCorpus().flatMap(file => file.sentences);
  const few = timesOf(sentences, castFor('helper'));
  const many = timesOf(sentences, crowd(1_000));
  print(`${sentences.length} sentences, ${rounds} times each`);
  print(lineOf('10 people', few));
  print(lineOf('1 000 people', many));
  const [p99Few, p99Many] = [few, many].map(times => quantile(times.map(fastest), 0.99));
  print(`1 000 people to 10: ×${((p99Many ?? 0) / (p99Few ?? 1)).toFixed(1)} for ×100 people`);
}

const fastest = (times: readonly number[]): number => Math.min(...times);

/** Of every sentence its fastest round, which the machine's other work does not touch; and beside it every single call. */
function lineOf(name: string, times: readonly (readonly number[])[]): string {
  const p99 = quantile(times.map(fastest), 0.99).toFixed(2);
  const calls = times.flat();
  return `${name}: p99 ${p99} ms (want ≤ ${wantedMs}); of every call, whatever else runs: median ${median(calls).toFixed(2)} ms, p99 ${quantile(calls, 0.99).toFixed(2)} ms`;
}

/** Milliseconds of every call, by sentence; a first round lets the machine warm up. */
function timesOf(sentences: readonly Sentence[], people: readonly KnownPerson[]): number[][] {
  const times = sentences.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1)
    sentences.forEach(({ say, as }, place) => {
      // Every message fetches its list anew.
      const fresh = [...people];
      const startedMs = performance.now();
      understand(say, { today, as, people: fresh });
      if (round >= 0) times[place]?.push(performance.now() - startedMs);
    });
  return times;
}

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const given = [...'德秀建桂素志玉长国英华明芳兰珍远梅水军平'];

/** People with names of the usual kind, no two alike; the cast first. */
function crowd(size: number): KnownPerson[] {
  const made = Array.from({ length: size }, (_, place): KnownPerson => {
    const [first, second] = [given[Math.floor(place / 20) % 20], given[Math.floor(place / 400) % 20]];
    const name = `${surnames[place % 20]}${first}${second}`;
    return { id: name, name, sex: place % 2 === 0 ? 'male' : 'female' };
  });
  return [...castFor('helper'), ...made].slice(0, size);
}
