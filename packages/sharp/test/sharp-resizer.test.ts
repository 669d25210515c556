import { resizerCapabilities, resizerContract, testContract } from '@imageattach/contracts'
import { sharpResizer } from '@imageattach/sharp'
import { describe, it } from 'vitest'

testContract({ describe, it }, resizerContract, {
  capabilities: resizerCapabilities(sharpResizer()),
  create: () => sharpResizer(),
})
