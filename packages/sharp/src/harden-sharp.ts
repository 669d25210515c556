import sharp from 'sharp'

export interface HardenSharpOptions {
  /** Also allows TIFF, for applications that accept it. Default `false`. */
  readonly tiff?: boolean
}

const loaders = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadNsgifBuffer',
  'VipsForeignLoadHeifBuffer',
]

const tinySvg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'

/**
 * Lets libvips read JPEG, PNG, WebP, GIF and AVIF from memory and nothing else, **in the whole process**: SVG, PDF and
 * dozens of formats that one never hears of are refused, and so are files by path. Call it once, at start-up, unless
 * the application uses sharp for other formats as well. {@link SharpResizer} itself checks types before sharp sees the
 * bytes; this is the second fence.
 *
 * It checks itself, and rejects when sharp still opens what it must not.
 *
 * ```ts
 * import { hardenSharp } from '@imageattach/sharp'
 *
 * await hardenSharp()
 * ```
 */
export async function hardenSharp(options: HardenSharpOptions = {}): Promise<void> {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: options.tiff ? [...loaders, 'VipsForeignLoadTiffBuffer'] : loaders })
  if (await opens(tinySvg))
    throw new Error('sharp still opens SVG after hardenSharp(); is another copy of libvips loaded?')
  if (!(await opens(tinyGif))) throw new Error('sharp opens nothing after hardenSharp(); its loaders have other names')
}

/** 1×1, transparent. */
const tinyGif = atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7')

async function opens(file: string): Promise<boolean> {
  const bytes = Uint8Array.from(file, character => character.charCodeAt(0))
  return sharp(bytes)
    .metadata()
    .then(
      () => true,
      () => false,
    )
}
