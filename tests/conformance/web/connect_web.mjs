// SPDX-License-Identifier: MIT

// connect-web in Node, on Node's fetch.

import { Code, ConnectError, createClient, decodeBinaryHeader, encodeBinaryHeader } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';

import { check, collect, expect, expectEqual, failureOf } from './checks.mjs';
import { greeterOf } from './greeter.mjs';

const protocols = {
  'Connect, proto': (baseUrl) => createConnectTransport({ baseUrl, useBinaryFormat: true }),
  'Connect, JSON': (baseUrl) => createConnectTransport({ baseUrl }),
  'gRPC-Web, proto': (baseUrl) => createGrpcWebTransport({ baseUrl }),
  'gRPC-Web, JSON': (baseUrl) => createGrpcWebTransport({ baseUrl, useBinaryFormat: false }),
};

export const cases = {
  async 'a unary call with its metadata'(greeter) {
    const bytes = new Uint8Array([0, 255, 7]);
    let headers;
    let trailers;
    const reply = await greeter.sayHello({ name: 'Adá 😀', title: '' }, {
      headers: { 'x-echo': 'blue', 'x-trail-bin': encodeBinaryHeader(bytes) },
      onHeader: (got) => (headers = got),
      onTrailer: (got) => (trailers = got),
    });
    expectEqual(reply.text, 'Hello,  Adá 😀', 'the reply'); // an empty title is a title
    expectEqual(headers.get('x-echo'), 'blue', 'x-echo');
    expectEqual([...decodeBinaryHeader(trailers.get('x-trail-bin'))], [...bytes], 'x-trail-bin');
  },
  async 'a stream'(greeter) {
    const replies = await collect(greeter.subscribe({ name: 'Ada', count: 5 }));
    expectEqual(replies.map(({ text }) => text), [1, 2, 3, 4, 5].map((i) => `Ada #${i}`), 'the replies');
  },
  async 'an error, of a unary call and of a stream'(greeter) {
    for (const call of [() => greeter.sayHello({}), () => collect(greeter.subscribe({}))]) {
      const failure = ConnectError.from(await failureOf(call()));
      expectEqual([failure.code, failure.rawMessage], [Code.InvalidArgument, 'name is required'], 'the error');
    }
  },
  async 'a deadline'(greeter) {
    const failure = ConnectError.from(await failureOf(collect(greeter.subscribe({ name: 'a', count: 99 }, { timeoutMs: 150 }))));
    expectEqual(failure.code, Code.DeadlineExceeded, 'the code');
  },
  async 'a call that is given up, and the next one'(greeter) {
    const given = new AbortController();
    let count = 0;
    const failure = ConnectError.from(await failureOf((async () => {
      for await (const _ of greeter.subscribe({ name: 'a', count: 99 }, { signal: given.signal })) {
        if (++count === 2) given.abort();
      }
    })()));
    expectEqual([failure.code, count], [Code.Canceled, 2], 'the code, and the replies before');
    expectEqual((await greeter.sayHello({ name: 'Bob' })).text, 'Hello, Bob', 'the reply');
  },
  async 'many calls at once'(greeter) {
    const replies = await Promise.all(Array.from({ length: 100 }, (_, i) => greeter.sayHello({ name: `n${i}` })));
    expect(replies.every(({ text }, i) => text === `Hello, n${i}`), 'a reply is not the one that was asked for');
  },
};

export function checkConnectWeb(world) {
  for (const [protocol, make] of Object.entries(protocols)) {
    for (const [transport, server] of [['plain', world.plain], ['TLS', world.secure]]) {
      for (const [title, run] of Object.entries(cases)) {
        check(`connect-web in Node: ${title}, ${protocol}, ${transport}`, async () =>
          run(createClient(await (world.greeter ??= greeterOf(world)), make(server.url))));
      }
    }
  }
}
