// One at a time: what is asked for while something is under way is done once more afterwards, with what is wanted by then.

/** @param {() => Promise<void>} act @returns {() => Promise<void>} rejects if the act does; then nothing is under way any more */
export function oneAtATime(act) {
  let isWanted = false;
  /** @type {Promise<void> | null} */
  let running = null;
  const run = async () => {
    while (isWanted) {
      isWanted = false;
      await act();
    }
  };
  return () => {
    isWanted = true;
    running ??= run().finally(() => { running = null; });
    return running;
  };
}
