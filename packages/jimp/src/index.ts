export { JimpResizer, type JimpResizerOptions, jimpResizer } from './jimp-resizer.js'
