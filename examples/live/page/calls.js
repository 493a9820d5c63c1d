// SPDX-License-Identifier: MIT

// What the page calls, and how it goes on when a stream breaks.

/** @typedef {import('../typed/api.js').Api} Api */
/** @typedef {import('../typed/api.js').Failure} Failure */

/** What will not be better the next time. */
const final_codes = ['invalid_argument', 'not_found', 'unimplemented', 'permission_denied', 'unauthenticated'];

/**
 * Whatever is thrown, as a failure.
 * @param {unknown} thrown
 * @returns {Failure}
 */
export function asFailure(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code = 'unknown', violations = [] } = /** @type {Partial<Failure>} */ (error);
  return Object.assign(error, { code, violations });
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * A promise of so much time, or of less if the signal says so.
 * @param {number} ms
 * @param {AbortSignal} signal
 */
export function pause(ms, signal) {
  return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/**
 * Reads a stream, again from the start when it breaks, until the signal.
 * @template T
 * @param {(signal: AbortSignal) => AsyncIterable<T>} open
 * @param {(element: T) => void} take
 * @param {AbortSignal} signal
 * @throws {Failure} if it makes no sense to try again
 */
export async function follow(open, take, signal) {
  for (let wait = 250; !signal.aborted; wait = Math.min(wait * 2, 4000)) {
    try {
      for await (const element of open(signal)) {
        take(element);
        wait = 250;
      }
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!signal.aborted && final_codes.includes(failure.code)) throw failure;
    }
    await pause(wait, signal);
  }
}

/**
 * The same calls, each with a line in a list: its name, what became of it, how long it took.
 * @param {Api} api
 * @param {HTMLOListElement} list
 * @returns {Api}
 */
export function traced(api, list) {
  const line = (/** @type {string} */ method) => {
    const row = document.createElement('li');
    row.append(...[method, 'running', ''].map((text) => Object.assign(document.createElement('span'), { textContent: text })));
    row.children[1].className = 'open';
    list.prepend(row);
    while (list.children.length > 20) list.lastElementChild?.remove();
    const start = performance.now();
    return {
      note(/** @type {string} */ text) {
        row.children[2].textContent = text;
      },
      end(/** @type {unknown} */ thrown) {
        const code = thrown === undefined ? 'ok' : asFailure(thrown).code;
        row.children[1].textContent = code.toUpperCase();
        row.children[1].className = thrown === undefined ? 'ok' : code === 'canceled' ? '' : 'no';
        row.children[2].textContent = duration(performance.now() - start);
      },
    };
  };
  const unary = (/** @type {string} */ method, /** @type {() => Promise<any>} */ call) => async () => {
    const mine = line(method);
    try {
      const reply = await call();
      mine.end(undefined);
      return reply;
    } catch (thrown) {
      mine.end(thrown);
      throw thrown;
    }
  };
  const stream = async function* (
    /** @type {string} */ method, /** @type {AsyncIterable<any>} */ call, /** @type {AbortSignal | undefined} */ signal) {
    const mine = line(method);
    let count = 0;
    let ending;
    try {
      for await (const element of call) {
        mine.note(`${++count} msgs`);
        yield element;
      }
    } catch (thrown) {
      ending = signal?.aborted ? Object.assign(new Error(), { code: 'canceled' }) : thrown;
      throw thrown;
    } finally {
      mine.end(ending);
    }
  };
  return {
    listStations: (options) => unary('ListStations', () => api.listStations(options))(),
    forecast: (...asked) => unary('Forecast', () => api.forecast(...asked))(),
    send: (...asked) => unary('Send', () => api.send(...asked))(),
    getStatus: (options) => api.getStatus(options), // every second: the line would say nothing
    watch: (id, history, options) => stream(`Watch ${id}`, api.watch(id, history, options), options?.signal),
    listen: (after, options) => stream('Listen', api.listen(after, options), options?.signal),
  };
}
