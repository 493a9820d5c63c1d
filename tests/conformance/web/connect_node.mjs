// SPDX-License-Identifier: MIT

// connect-node: Connect, gRPC and gRPC-Web, over HTTP/1.1 and HTTP/2, all kinds of calls.

import { createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';

import { check, collect, expectEqual } from './checks.mjs';
import { cases as casesOfAll } from './connect_web.mjs';
import { greeterOf } from './greeter.mjs';

// gRPC needs the trailers of HTTP/2.
const protocols = {
  Connect: { make: createConnectTransport, versions: ['1.1', '2'] },
  gRPC: { make: createGrpcTransport, versions: ['2'] },
  'gRPC-Web': { make: createGrpcWebTransport, versions: ['1.1', '2'] },
};

async function* requestsOf(...names) {
  for (const name of names) yield { name };
}

const cases = {
  ...casesOfAll,
  async 'a stream of requests'(greeter) {
    expectEqual((await greeter.greetAll(requestsOf('Ada', 'Bob', 'Cy'))).text, 'Hello, Ada, Bob and Cy', 'the reply');
  },
  async 'streams in both directions'(greeter) {
    const replies = await collect(greeter.chat(requestsOf('Ada', 'Bob')));
    expectEqual(replies.map(({ text }) => text), ['Hello, Ada', 'Hello, Bob'], 'the replies');
  },
};

export function checkConnectNode(world) {
  for (const [protocol, { make, versions }] of Object.entries(protocols)) {
    for (const httpVersion of versions) {
      for (const [form, useBinaryFormat] of [['proto', true], ['JSON', false]]) {
        for (const [transport, server] of [['plain', world.plain], ['TLS', world.secure]]) {
          for (const [title, run] of Object.entries(cases)) {
            check(`connect-node: ${title}, ${protocol}, ${form}, HTTP/${httpVersion}, ${transport}`, async () =>
              run(createClient(await (world.greeter ??= greeterOf(world)), make({ baseUrl: server.url, httpVersion, useBinaryFormat }))));
          }
        }
      }
    }
  }
}
