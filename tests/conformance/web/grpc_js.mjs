// SPDX-License-Identifier: MIT

// grpc-js: gRPC over HTTP/2, all kinds of calls.

import { readFileSync } from 'node:fs';

import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

import { check, expectEqual } from './checks.mjs';

/** All that comes of a call that streams replies. */
function repliesOf(call) {
  return new Promise((resolve) => {
    const told = { replies: [] };
    call.on('data', ({ text }) => told.replies.push(text));
    call.on('error', () => {}); // the status says it
    call.on('status', ({ code, details, metadata }) => resolve({ ...told, code, details, metadata }));
  });
}

/** The same of one reply. */
function replyOf(make) {
  return new Promise((resolve) => {
    const told = {};
    const call = make((error, reply) => Object.assign(told, { text: reply?.text }));
    call.on('metadata', (got) => (told.headers = got));
    call.on('status', ({ code, details, metadata }) => setImmediate(() => resolve({ ...told, code, details, metadata })));
  });
}

const cases = {
  async 'a unary call with its metadata'(greeter) {
    const sent = new grpc.Metadata();
    sent.set('x-echo', 'blue');
    sent.set('x-trail-bin', Buffer.from([0, 255, 7]));
    const told = await replyOf((done) => greeter.SayHello({ name: 'Adá 😀' }, sent, done));
    expectEqual([told.code, told.text], [0, 'Hello, Adá 😀'], 'the reply');
    expectEqual(told.headers.get('x-echo'), ['blue'], 'x-echo');
    expectEqual([...told.metadata.get('x-trail-bin')[0]], [0, 255, 7], 'x-trail-bin');
  },
  async 'a stream of replies'(greeter) {
    const told = await repliesOf(greeter.Subscribe({ name: 'Ada', count: 4 }));
    expectEqual([told.code, told.replies], [0, [1, 2, 3, 4].map((i) => `Ada #${i}`)], 'the replies');
  },
  async 'a stream of requests'(greeter) {
    const told = await replyOf((done) => {
      const call = greeter.GreetAll(done);
      for (const name of ['Ada', 'Bob', 'Cy']) call.write({ name });
      call.end();
      return call;
    });
    expectEqual([told.code, told.text], [0, 'Hello, Ada, Bob and Cy'], 'the reply');
  },
  async 'both at once'(greeter) {
    const call = greeter.Chat();
    const names = ['Bob', 'Cy'];
    call.on('data', () => { // the next request waits for a reply
      const name = names.shift();
      if (name) call.write({ name });
      else call.end();
    });
    const all = repliesOf(call);
    call.write({ name: 'Ada' });
    const told = await all;
    expectEqual([told.code, told.replies], [0, ['Hello, Ada', 'Hello, Bob', 'Hello, Cy']], 'the replies');
  },
  async 'an error, of each kind of call'(greeter) {
    const wanted = [grpc.status.INVALID_ARGUMENT, 'name is required'];
    const unary = await replyOf((done) => greeter.SayHello({}, done));
    expectEqual([unary.code, unary.details], wanted, 'SayHello');
    const stream = await repliesOf(greeter.Subscribe({}));
    expectEqual([stream.code, stream.details], wanted, 'Subscribe');
    const joined = await replyOf((done) => {
      const call = greeter.GreetAll(done);
      call.end();
      return call;
    });
    expectEqual([joined.code, joined.details], [wanted[0], 'at least one name is required'], 'GreetAll');
  },
  async 'a deadline'(greeter) {
    const told = await repliesOf(greeter.Subscribe({ name: 'Ada', count: 99 }, { deadline: Date.now() + 150 }));
    expectEqual(told.code, grpc.status.DEADLINE_EXCEEDED, 'the code');
  },
  async 'a call that is given up, and the next one'(greeter) {
    const call = greeter.Subscribe({ name: 'Ada', count: 99 });
    call.once('data', () => call.cancel());
    expectEqual((await repliesOf(call)).code, grpc.status.CANCELLED, 'the code');
    expectEqual((await replyOf((done) => greeter.SayHello({ name: 'Bob' }, done))).text, 'Hello, Bob', 'the reply');
  },
};

export function checkGrpcJs(world) {
  const { Greeter } = grpc.loadPackageDefinition(loadSync(world.options.contract)).hello.v1;
  const security = {
    plain: () => grpc.credentials.createInsecure(),
    TLS: () => grpc.credentials.createSsl(readFileSync(`${world.options.certificates}/ca.pem`)),
  };
  for (const [transport, server] of [['plain', world.plain], ['TLS', world.secure]]) {
    for (const gzip of [false, true]) {
      for (const [title, run] of Object.entries(cases)) {
        check(`grpc-js: ${title}, ${transport}${gzip ? ', gzip' : ''}`, async () => {
          const greeter = new Greeter(`127.0.0.1:${server.port}`, security[transport](), {
            'grpc.ssl_target_name_override': 'localhost',
            ...(gzip ? { 'grpc.default_compression_algorithm': 2 } : {}),
          });
          try {
            await run(greeter);
          } finally {
            greeter.close();
          }
        });
      }
    }
  }
}
