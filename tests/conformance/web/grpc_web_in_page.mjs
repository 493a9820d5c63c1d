// SPDX-License-Identifier: MIT

// What grpc_web.mjs runs in a page: grpc-web, which needs a browser's XMLHttpRequest.

import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { GrpcWebClientBase, MethodDescriptor, MethodType } from 'grpc-web';

/**
 * Makes a call and tells all that comes of it.
 * @param {{format: 'text' | 'binary', contract: number[], method: string, request: object,
 *          metadata?: object, deadline_ms?: number, cancel_after?: number}} wanted
 */
async function call({ format, contract, method, request, metadata = {}, deadline_ms, cancel_after }) {
  const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, new Uint8Array(contract)));
  const described = files.getService('hello.v1.Greeter').methods.find(({ name }) => name === method);
  const streams = described.methodKind === 'server_streaming';
  const url = `${location.origin}/hello.v1.Greeter/${method}`;
  const descriptor = new MethodDescriptor(
    url, streams ? MethodType.SERVER_STREAMING : MethodType.UNARY, Object, Object,
    (message) => toBinary(described.input, message),
    (bytes) => fromBinary(described.output, bytes),
  );
  const client = new GrpcWebClientBase({ format });
  const fields = { ...metadata };
  if (deadline_ms) fields.deadline = String(Date.now() + deadline_ms);
  const message = create(described.input, request);
  const told = { replies: [], metadata: {}, trailers: {} };
  return new Promise((resolve) => {
    const open = streams
      ? client.serverStreaming(url, message, fields, descriptor)
      : client.rpcCall(url, message, fields, descriptor, (error, reply) => {
          if (reply) told.replies.push(reply.text);
          if (error) told.error = { code: error.code, message: error.message };
        });
    if (streams) {
      open.on('data', (reply) => {
        told.replies.push(reply.text);
        if (told.replies.length !== cancel_after) return;
        open.cancel();
        resolve(told);
      });
    }
    open.on('metadata', (got) => Object.assign(told.metadata, got));
    open.on('status', (got) => {
      told.status = got.code;
      Object.assign(told.trailers, got.metadata);
    });
    open.on('error', (error) => {
      told.error = { code: error.code, message: error.message };
      setTimeout(() => resolve(told)); // a status may come with it
    });
    open.on('end', () => setTimeout(() => resolve(told)));
  });
}

globalThis.callGrpcWeb = call;
