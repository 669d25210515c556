export { type HardenSharpOptions, hardenSharp } from './harden-sharp.js'
export { SharpResizer, type SharpResizerOptions, sharpResizer } from './sharp-resizer.js'
