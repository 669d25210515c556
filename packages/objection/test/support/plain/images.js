import { PngResizer, SwitchableStore } from '@imageattach/contracts'
import { objectionImages } from '../../../src/index.ts'

export const store = new SwitchableStore()
export const images = objectionImages({ store, resizer: new PngResizer(), keepRetired: 0 })
