import { expect, test } from 'vitest';
import { factsOf, parsed } from '../../../support/pythonSources';

test.each([
  ['import nova', { nova: 'nova' }],
  ['import nova.compute.rpcapi', { nova: 'nova' }],
  ['import nova.conf as conf', { conf: 'nova.conf' }],
  ['import os, nova.rpc as rpc, sys', { os: 'os', rpc: 'nova.rpc', sys: 'sys' }],
  ['from nova import rpc', { rpc: 'nova.rpc' }],
  ['from nova import rpc as r, utils', { r: 'nova.rpc', utils: 'nova.utils' }],
  ['from nova.compute import (  # why\n    rpcapi,\n    utils as u,\n)', rpcapiAndUtils()],
  ['from nova.objects import *', { '*nova.objects': 'nova.objects' }],
  ['from __future__ import annotations', {}],
  ['try:\n    import a\nexcept ImportError:\n    import b as a', { a: 'b' }],
  ['if TYPE_CHECKING:\n    from nova import rpc\nelse:\n    rpc = None', { rpc: 'nova.rpc' }],
  ['def f():\n    from nova import rpc\n    return rpc', { rpc: 'nova.rpc' }],
  ['class A:\n    from nova import rpc', { rpc: 'nova.rpc' }],
  ['x = """\nimport nova\n"""', {}],
])('%j', async (text, imports) => {
  expect((await factsOf(`${text}\n`)).imports).toEqual(imports);
});

function rpcapiAndUtils() {
  return { rpcapi: 'nova.compute.rpcapi', u: 'nova.compute.utils' };
}

test.each([
  // Statement, its module, whether that is a package's __init__.py, imported module.
  ['from . import base', 'nova.objects.instance', false, 'nova.objects.base'],
  ['from . import base', 'nova.objects', true, 'nova.objects.base'],
  ['from .fields import base', 'nova.objects.instance', false, 'nova.objects.fields.base'],
  ['from .. import base', 'nova.objects.instance', false, 'nova.base'],
  ['from ..db import base', 'nova.objects.instance', false, 'nova.db.base'],
  ['from ..db import base', 'nova.objects', true, 'nova.db.base'],
  ['from ... import base', 'nova.objects.instance', false, 'base'],
  // Above the top level, which Python rejects too.
  ['from .... import base', 'nova.objects.instance', false, 'base'],
  // A folder that is not a package.
  ['from . import base', 'instance', false, 'base'],
  ['from .fields import base', 'instance', false, 'fields.base'],
])('%j within %s (package: %s) is %s', async (statement, module, isPackage, absolute) => {
  const { facts } = await parsed(`${statement}\n`, module, isPackage);
  expect(facts.imports).toEqual({ base: absolute });
});

test('a name that JavaScript uses is treated like any other', async () => {
  const { imports } = await factsOf('import constructor\nfrom a import toString\n');
  expect(imports).toEqual({ constructor: 'constructor', toString: 'a.toString' });
});
