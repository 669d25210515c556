import type { InspectedImage, ResizedImage, ResizeStep } from '@imageattach/core'

/** What the worker is asked. Without a plan it only decodes. */
export interface WorkerRequest {
  readonly input: Uint8Array
  readonly mimetype: string
  /** EXIF orientation that jimp does not apply itself. */
  readonly orientation: number
  /** Targets in the order in which they are made; each from the pixels that `from` names, or from the source. */
  readonly steps?: readonly WorkerStep[]
  /** For JPEG targets that name none. */
  readonly quality: number
}

export interface WorkerStep {
  readonly target: ResizeStep['target']
  readonly index: number
  /** Index of the target whose pixels this one is made from. */
  readonly from: number | undefined
}

/** What the worker answers. */
export type WorkerResponse =
  | { readonly inspected: Pick<InspectedImage, 'width' | 'height'>; readonly images: readonly ResizedImage[] }
  | { readonly problem: 'decode' | 'encode'; readonly message: string }
