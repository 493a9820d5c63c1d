// SPDX-License-Identifier: MIT

// The page's calls with fetch alone: Connect in JSON needs no library and no build.

/** @typedef {import('../typed/api.js').Api} Api */
/** @typedef {import('../typed/api.js').CallOptions} CallOptions */
/** @typedef {import('../typed/api.js').Failure} Failure */

const service = 'live.v1.Live';

/**
 * @param {string} code
 * @param {string} message
 * @param {any[]} details Protobuf, which fetch alone does not read, and what is in them for people
 * @returns {Failure}
 */
function failure(code, message, details = []) {
  const violations = details.filter(({ type }) => type === 'google.rpc.BadRequest')
    .flatMap(({ debug }) => debug?.fieldViolations ?? []);
  return Object.assign(new Error(message), { code, violations });
}

/**
 * What is thrown when there was no answer.
 * @param {unknown} thrown
 * @param {CallOptions} options
 */
function unanswered(thrown, options) {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown;
  return failure(options.signal?.aborted ? 'canceled' : 'unavailable', text);
}

/**
 * The answer of one request, as it is.
 * @param {string} url
 * @param {string | undefined} contentType
 * @param {BodyInit | undefined} body GET if there is none
 * @param {CallOptions} options
 */
async function ask(url, contentType, body, options) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (contentType) {
    headers['content-type'] = contentType;
    headers['connect-protocol-version'] = '1';
  }
  if (options.timeoutMs) headers['connect-timeout-ms'] = String(options.timeoutMs);
  return fetch(url, { method: body === undefined ? 'GET' : 'POST', headers, body, signal: options.signal });
}

/**
 * Unary: a request is a JSON object, a reply is one, an error is one with another HTTP status.
 * @param {string} url
 * @param {object | undefined} request
 * @param {CallOptions} options
 * @returns {Promise<any>}
 */
async function unary(url, request, options) {
  try {
    const body = request && JSON.stringify(request);
    const answer = await ask(url, request && 'application/json', body, options);
    const told = await answer.json().catch(() => undefined);
    if (answer.ok && told !== undefined) return told;
    throw failure(told?.code ?? 'unknown', told?.message ?? `HTTP ${answer.status}`, told?.details);
  } catch (thrown) {
    throw unanswered(thrown, options);
  }
}

/**
 * A server stream: envelopes of a byte of flags and the length in four, each around a JSON object.
 * The last one has the flag 2 and says how the call has ended.
 * @param {string} url
 * @param {object} request
 * @param {CallOptions} options
 * @returns {AsyncGenerator<any>}
 */
async function* stream(url, request, options) {
  try {
    const text = new TextEncoder().encode(JSON.stringify(request));
    const envelope = new Uint8Array(5 + text.length);
    new DataView(envelope.buffer).setUint32(1, text.length);
    envelope.set(text, 5);
    const answer = await ask(url, 'application/connect+json', envelope, options);
    if (!answer.ok || !answer.body) throw failure('unknown', `HTTP ${answer.status}`);
    const reader = answer.body.getReader();
    try {
      let bytes = new Uint8Array(0);
      for (;;) {
        const length = bytes.length < 5 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
        if (bytes.length < 5 + length || bytes.length < 5) {
          const { done, value } = await reader.read();
          if (done) throw failure('unavailable', 'the stream has broken off');
          const more = new Uint8Array(bytes.length + value.length);
          more.set(bytes);
          more.set(value, bytes.length);
          bytes = more;
          continue;
        }
        const message = JSON.parse(new TextDecoder().decode(bytes.subarray(5, 5 + length)));
        const isEnd = (bytes[0] & 2) !== 0;
        bytes = bytes.subarray(5 + length);
        if (!isEnd) {
          yield message;
          continue;
        }
        if (message.error) throw failure(message.error.code ?? 'unknown', message.error.message ?? '', message.error.details);
        return;
      }
    } finally {
      reader.cancel().catch(() => {}); // tells the server if there is more
    }
  } catch (thrown) {
    throw unanswered(thrown, options);
  }
}

/**
 * @param {string} baseUrl
 * @returns {Api}
 */
function make(baseUrl) {
  const url = (/** @type {string} */ method) => `${baseUrl}/${service}/${method}`;
  // What is zero or empty is left out in JSON.
  return {
    async listStations(options = {}) {
      const reply = await unary(`${url('ListStations')}?connect=v1&encoding=json&message=%7B%7D`, undefined, options);
      return (reply.stations ?? []).map((/** @type {any} */ each) => ({ latitude: 0, longitude: 0, ...each }));
    },
    async *watch(stationId, historyMs, options = {}) {
      for await (const { measuredAt, windMps = 0 } of stream(url('Watch'), { stationId, historyMs }, options)) {
        yield { measuredAt: new Date(measuredAt ?? 0), windMps };
      }
    },
    async forecast(stationId, hours, options = {}) {
      return { text: '', windMps: 0, ...(await unary(url('Forecast'), { stationId, hours }, options)) };
    },
    async send(name, text, options = {}) {
      return (await unary(url('Send'), { name, text }, options)).id ?? 0;
    },
    async *listen(afterId, options = {}) {
      for await (const { id = 0, name = '', text = '', sentAt } of stream(url('Listen'), { afterId }, options)) {
        yield { id, name, text, sentAt: new Date(sentAt ?? 0) };
      }
    },
    async getStatus(options = {}) {
      const { charts = 0, listeners = 0, calls = 0, connections = 0 } = await unary(url('GetStatus'), {}, options);
      return { charts, listeners, calls: Number(calls), connections };
    },
  };
}

/** @type {import('../typed/api.js').Way} */
export const way = {
  id: 'fetch',
  title: 'fetch',
  about: 'Connect in JSON, no library',
  make,
};
