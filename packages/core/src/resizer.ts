import type { Limits } from './limits.js'

/** What decoding an image told about it. */
export interface InspectedImage {
  /** Pixels, upright: as the picture is seen after its orientation is applied. */
  readonly width: number
  readonly height: number
  /** The type of the bytes, as WHATWG spells it: `image/jpeg`, `image/png` … */
  readonly mimetype: string
}

/** The resampling kernel. Default `lanczos3`. */
export type ResizeKernel = 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3'

/** One size that is asked of a resizer. The picture is scaled to exactly this size. */
export interface ResizeTarget {
  /** Pixels, at least 1. */
  readonly width: number
  readonly height: number
  /** The type of the result; one of {@link Resizer.outputs}. */
  readonly mimetype: string
  readonly kernel?: ResizeKernel
  /** 1–100, for types that know it. Default: the resizer's. */
  readonly quality?: number
}

/** One resized picture: upright, 8-bit sRGB, without any metadata. */
export interface ResizedImage {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
  readonly mimetype: string
}

export interface ResizerCallOptions {
  readonly limits: Limits
  readonly signal?: AbortSignal
}

/**
 * What scales pixels. It is handed bytes whose type core has sniffed (and only types that it declares), never paths.
 * Calls may run at once; a resizer bounds its own memory.
 */
export interface Resizer {
  /** Names the resizer in messages. */
  readonly name: string
  /** The types that it decodes. */
  readonly inputs: readonly string[]
  /** The types that it encodes. */
  readonly outputs: readonly string[]

  /**
   * Decodes the image fully, to its last pixel, and tells its upright size.
   *
   * @throws {@link InvalidImageError} `corrupt` when any part cannot be decoded, `too-many-pixels` by the header,
   *   before pixels are decoded, `timeout` after `limits.timeout`
   */
  inspect(input: Uint8Array, options: ResizerCallOptions): Promise<InspectedImage>

  /**
   * Makes all sizes, in the order asked, from one decode of the first frame.
   *
   * @throws {@link InvalidImageError} as `inspect` does
   */
  resize(
    input: Uint8Array,
    targets: readonly ResizeTarget[],
    options: ResizerCallOptions,
  ): Promise<readonly ResizedImage[]>
}
