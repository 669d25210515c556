import assert from 'node:assert/strict'
import { orientableTypes, orientedSample, secret } from './exif.js'
import { limits, type ResizerCase } from './support.js'

/** What metadata of any kind begins with, and what the samples hide in theirs. */
const marks = [secret, 'Exif\0\0', 'eXIf', 'http://ns.adobe.com', 'ICC_PROFILE', 'iCCP', 'ICCP', 'tEXt', 'zTXt', 'iTXt']

/** Thumbnails tell nobody where a picture was taken. */
export const metadataCases: readonly ResizerCase[] = orientableTypes.map(mimetype => ({
  name: `hands none of the metadata of ${mimetype} on`,
  needs: `input:${mimetype}`,
  run: async resizer => {
    const input = orientedSample(mimetype, 6)
    const targets = resizer.outputs.map(output => ({ width: 16, height: 24, mimetype: output }))

    const images = await resizer.resize(input, targets, { limits })

    assert.ok(text(input).includes(secret), 'the sample must hold something to strip')
    for (const image of images) {
      const found = marks.filter(mark => text(image.bytes).includes(mark))
      assert.deepEqual(found, [], `${image.mimetype} must hold no metadata`)
    }
  },
}))

function text(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
