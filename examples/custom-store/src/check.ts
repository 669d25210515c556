import { checkStore, formatResults } from '@imageattach/contracts'
import { MapStore } from './map-store.ts'

const results = await checkStore({ create: () => new MapStore() })
console.log(formatResults(results))
process.exitCode = results.some(({ outcome }) => outcome === 'failed') ? 1 : 0
