import { resizerCapabilities, resizerContract, testContract } from '@imageattach/contracts'
import { jimpResizer } from '@imageattach/jimp'
import { describe, it } from 'vitest'

// One for all cases, so that its threads are shared.
const resizer = jimpResizer()

testContract({ describe, it }, resizerContract, {
  capabilities: resizerCapabilities(resizer),
  create: () => resizer,
})
