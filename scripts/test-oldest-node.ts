/**
 * Runs the tests of what meets Node itself on the oldest one that the packages support, which npx fetches; not those
 * with rows in better-sqlite3 13, which crashes before Node 22.14.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { engines } = JSON.parse(readFileSync('packages/core/package.json', 'utf8')) as { engines: { node: string } }
const node = `node-linux-${process.arch}@${engines.node.replace('>=', '')}.0`
const projects = ['core', 'store-fs', 'store-memory', 'sharp']

const { status } = spawnSync(
  'npx',
  [
    ...['--yes', '--package', node, 'node', 'node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=100%'],
    ...projects.flatMap(project => ['--project', project]),
  ],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
