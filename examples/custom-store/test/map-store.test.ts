import { storeContract, testContract } from '@imageattach/contracts'
import { describe, it } from 'vitest'
import { MapStore } from '../src/map-store.ts'

testContract({ describe, it }, storeContract, { capabilities: ['range'], create: () => new MapStore() })
