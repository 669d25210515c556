import { PngResizer, SwitchableStore } from '@imageattach/contracts'
import { typeormImages } from '../../../src/index.js'

export const images = typeormImages({ store: new SwitchableStore(), resizer: new PngResizer() })
