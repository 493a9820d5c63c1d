// SPDX-License-Identifier: MIT
// A grpc-js client that is told what to do: one JSON command a line in, one JSON answer a line out.
// The twin of tests/interop/python/driver.py; `foreign_client.py` describes the commands.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const {grpc, load, fromMetadata, toMetadata} = require('./greeter.js');

const Greeter = load();
const streamsRequests = new Set(['GreetAll', 'Chat']);
const streamsReplies = new Set(['Subscribe', 'Chat']);
const channels = new Map();
const calls = new Map();

/// For https:// and, with a certificate of the client, for mtls://.
function credentialsOf(scheme) {
  const read = (name) => fs.readFileSync(path.join(process.env.TERN_TLS, name));
  if (scheme === 'https') return grpc.credentials.createSsl(read('ca.pem'));
  return grpc.credentials.createSsl(read('ca.pem'), read('client.key'), read('client.pem'));
}

function channelOf({channel, target, compression}) {
  const name = `${channel} ${compression || ''}`;
  if (!channels.has(name)) {
    const [, scheme, address] = /^(?:(https|mtls):\/\/)?(.*)$/.exec(target);
    const credentials = scheme ? credentialsOf(scheme) : grpc.credentials.createInsecure();
    channels.set(name, new Greeter(address, credentials, {
      'grpc.use_local_subchannel_pool': 1,  // one channel, one connection
      'grpc.enable_retries': 0,
      'grpc.max_receive_message_length': 16 << 20,
      ...(compression === 'gzip' ? {'grpc.default_compression_algorithm': 2} : {}),
    }));
  }
  return channels.get(name);
}

function toRequest({name_bytes, ...fields}) {
  return name_bytes === undefined ? fields : {...fields, name: 'x'.repeat(name_bytes)};
}

function start(client, {method, request, metadata, timeout_ms}, callback) {
  const options = timeout_ms ? {deadline: Date.now() + timeout_ms} : {};
  metadata = toMetadata(metadata);
  request = toRequest(request);
  if (method.startsWith('/')) {
    const {requestSerialize, responseDeserialize} = Greeter.service.SayHello;
    return client.makeUnaryRequest(
        method, requestSerialize, responseDeserialize, request, metadata, options, callback);
  }
  if (method === 'SayHello') return client.SayHello(request, metadata, options, callback);
  if (method === 'Subscribe') return client.Subscribe(request, metadata, options);
  if (method === 'GreetAll') return client.GreetAll(metadata, options, callback);
  return client.Chat(metadata, options);
}

const operations = {
  open(command) {
    const state = {};
    state.reply = new Promise((resolve) => { state.onReply = (_, reply) => resolve(reply); });
    state.call = start(channelOf(command), command, state.onReply);
    state.call.on('error', () => {});  // the status says the same
    state.call.on('metadata', (metadata) => { state.initial = metadata; });
    state.status = new Promise((resolve) => state.call.on('status', resolve));
    if (streamsReplies.has(command.method)) state.replies = state.call[Symbol.asyncIterator]();
    calls.set(command.call, state);
    return {};
  },

  send({call, request}) {
    return new Promise((resolve, reject) => {
      calls.get(call).call.write(
          toRequest(request), (error) => error ? reject(error) : resolve({}));
    });
  },

  half_close({call}) {
    calls.get(call).call.end();
    return {};
  },

  async read({call}) {
    const {replies, reply} = calls.get(call);
    let message;
    try {
      message = replies ? (await replies.next()).value : await reply;
    } catch {
      return {end: true};
    }
    if (!message) return {end: true};
    return {text: message.text.slice(0, 1000), text_bytes: Buffer.byteLength(message.text)};
  },

  async finish({call}) {
    const state = calls.get(call);
    const status = await state.status;
    return {
      code: grpc.status[status.code],
      message: status.details,
      initial: fromMetadata(state.initial),
      trailing: fromMetadata(status.metadata),
    };
  },

  forget({call}) {
    calls.delete(call);
    return {};
  },

  cancel({call}) {
    calls.get(call).call.cancel();
    return {};
  },

  disconnect({channel}) {
    for (const [name, client] of channels)
      if (name.startsWith(`${channel} `)) {
        client.close();
        channels.delete(name);
      }
    return {};
  },
};

async function answer(line) {
  const command = JSON.parse(line);
  let answer;
  try {
    answer = {ok: await operations[command.op](command)};
  } catch (problem) {
    answer = {error: String(problem)};
  }
  process.stdout.write(JSON.stringify({id: command.id, ...answer}) + '\n');
}

readline.createInterface({input: process.stdin})
    .on('line', answer)
    .on('close', () => process.exit(0));
