import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { SqliteStore } from '../../src/index.ts'

const [, , file = ''] = process.argv
const store = new SqliteStore({ file, baseUrl: 'https://img.example.com/' })
await store.putFile(exampleBytes(100_000), exampleKey({ path: 'one/a/aa/aa1.jpg' }))
console.log('put')
setInterval(() => undefined, 1_000) // until it is killed
