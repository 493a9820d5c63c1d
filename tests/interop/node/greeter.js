// SPDX-License-Identifier: MIT
// The greeter as grpc-js sees it: the service definition and the shapes that the JSON lines use.
'use strict';

const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

/// The loaded client class with its service definition. TERN_GREETER_PROTO names the .proto file.
function load() {
  const options = {keepCase: true, defaults: true};
  const definition = protoLoader.loadSync(process.env.TERN_GREETER_PROTO, options);
  return grpc.loadPackageDefinition(definition).hello.v1.Greeter;
}

/// [[key, value]] with base64 values for `-bin` keys, as the JSON lines carry metadata.
function fromMetadata(metadata) {
  const pairs = [];
  for (const key of Object.keys(metadata ? metadata.getMap() : {}))
    for (const value of metadata.get(key))
      pairs.push([key, Buffer.isBuffer(value) ? value.toString('base64') : value]);
  return pairs;
}

function toMetadata(pairs) {
  const metadata = new grpc.Metadata();
  for (const [key, value] of pairs)
    metadata.add(key, key.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  return metadata;
}

module.exports = {grpc, load, fromMetadata, toMetadata};
