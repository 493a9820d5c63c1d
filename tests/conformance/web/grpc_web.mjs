// SPDX-License-Identifier: MIT

// grpc-web of npm, in a browser: binary and text, which nothing else uses.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { check, expectEqual } from './checks.mjs';
import { greeterBytes } from './greeter.mjs';

const cases = {
  async 'a unary call with its metadata'(call) {
    const told = await call({ method: 'SayHello', request: { name: 'Adá 😀' }, metadata: { 'x-echo': 'blue', 'x-trail-bin': 'AP8H' } });
    expectEqual([told.replies, told.status, told.error], [['Hello, Adá 😀'], 0, undefined], 'the reply');
    expectEqual(told.metadata['x-echo'], 'blue', 'x-echo');
    expectEqual(told.trailers['x-trail-bin'], 'AP8H', 'x-trail-bin');
  },
  async 'a stream'(call) {
    const told = await call({ method: 'Subscribe', request: { name: 'Ada', count: 4 } });
    expectEqual([told.replies, told.status], [[1, 2, 3, 4].map((i) => `Ada #${i}`), 0], 'the replies');
  },
  async 'an error, of a unary call and of a stream'(call) {
    for (const method of ['SayHello', 'Subscribe']) {
      const told = await call({ method, request: {} });
      expectEqual([told.replies, told.error], [[], { code: 3, message: 'name is required' }], 'the error');
    }
  },
  async 'a deadline'(call) {
    const told = await call({ method: 'Subscribe', request: { name: 'Ada', count: 99 }, deadline_ms: 150 });
    expectEqual(told.error?.code, 4, 'the code');
  },
  async 'a stream that is given up, and the next call'(call, format) {
    // In binary form grpc-web reads a stream when it has ended, and so cannot end it.
    if (format === 'text') {
      const told = await call({ method: 'Subscribe', request: { name: 'Ada', count: 99 }, cancel_after: 2 });
      expectEqual(told.replies, ['Ada #1', 'Ada #2'], 'the replies');
    }
    expectEqual((await call({ method: 'SayHello', request: { name: 'Bob' } })).replies, ['Hello, Bob'], 'the reply');
  },
};

export function checkGrpcWeb(world) {
  let bundle;
  const bundled = async () => {
    const source = join(dirname(fileURLToPath(import.meta.url)), 'grpc_web_in_page.mjs');
    const made = await build({ entryPoints: [source], bundle: true, write: false, format: 'iife', logLevel: 'error' });
    return made.outputFiles[0].text;
  };

  for (const format of ['text', 'binary']) {
    for (const [transport, server] of [['plain', world.plain], ['TLS', world.secure]]) {
      for (const [title, run] of Object.entries(cases)) {
        check(`grpc-web in a browser: ${title}, ${format}, ${transport}`, async () => {
          const contract = [...await (world.greeter_bytes ??= greeterBytes(world))];
          const context = await world.browser.newContext({ ignoreHTTPSErrors: true });
          const page = await context.newPage();
          await page.goto(`${server.url}/style.css`); // of that origin, and does nothing
          await page.addScriptTag({ content: await (bundle ??= bundled()) });
          await run((wanted) => page.evaluate((all) => globalThis.callGrpcWeb(all), { ...wanted, format, contract }), format);
          await context.close();
        });
      }
    }
  }
}
