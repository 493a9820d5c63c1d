// SPDX-License-Identifier: MIT

// The greeter's contract for clients that have no generated code.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

import { expectEqual, outputOf } from './checks.mjs';

/** Its descriptors, as bytes. */
export async function greeterBytes({ options }) {
  const file = join(options.certificates, 'greeter.binpb');
  rmSync(file, { force: true });
  const { code, errors } = await outputOf([options.buf, 'build', options.contract, '-o', file]);
  expectEqual([code, errors], [0, ''], 'buf build');
  return readFileSync(file);
}

export async function greeterOf(world) {
  const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, await greeterBytes(world)));
  return files.getService('hello.v1.Greeter');
}
