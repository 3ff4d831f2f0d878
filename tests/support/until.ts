/** Waits for something that other processes bring about; asks often, gives up with the last answer in the message. */
export async function until<T>(
  ask: () => Promise<T> | T,
  good: (answer: T) => boolean,
  withinMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(answer)}`);
    await new Promise(done => setTimeout(done, 25));
  }
}
