import type { Named } from './named.js'

const width = 1600
const height = 1067

/** Paints a landscape, another one each time, for visitors without a photo at hand. */
export async function demoPhoto(): Promise<Named> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser cannot paint a photo: choose one instead.')
  const mood = moods[Math.floor(Math.random() * moods.length)] ?? moods[0]
  paintSky(context, mood)
  for (let layer = 0; layer < layers; layer += 1) paintRidge(context, mood, layer)
  paintGrain(context)
  const file = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.88))
  if (!file) throw new Error('This browser cannot encode a JPEG: choose a photo instead.')
  return { file, filename: `${mood.name}.jpg` }
}

interface Mood {
  readonly name: string
  readonly sky: readonly [string, string, string]
  readonly sun: string
  /** Hue, saturation and lightness of the nearest ridge; those behind it fade into the sky. */
  readonly ridge: readonly [number, number, number]
  readonly haze: readonly [number, number, number]
}

const layers = 6

const moods: readonly [Mood, ...Mood[]] = [
  { name: 'dawn', sky: ['#5b7c99', '#e9b7a0', '#fbe3c0'], sun: '#fff4d6', ridge: [-120, 30, 17], haze: [24, 48, 72] },
  { name: 'noon', sky: ['#3f86bd', '#8fc3df', '#e4f1ee'], sun: '#fffdf0', ridge: [160, 38, 17], haze: [196, 36, 76] },
  { name: 'dusk', sky: ['#2b2d57', '#8b5a86', '#f0a37c'], sun: '#ffd9a0', ridge: [268, 36, 13], haze: [338, 36, 62] },
  { name: 'fog', sky: ['#8fa3a3', '#c6d0c8', '#efeee2'], sun: '#fffaf0', ridge: [176, 22, 20], haze: [150, 12, 78] },
]

function paintSky(context: CanvasRenderingContext2D, { sky, sun }: Mood): void {
  const gradient = context.createLinearGradient(0, 0, 0, height * 0.72)
  sky.forEach((color, index) => {
    gradient.addColorStop(index / (sky.length - 1), color)
  })
  context.fillStyle = gradient
  context.fillRect(0, 0, width, height)

  const x = width * (0.25 + Math.random() * 0.5)
  const y = height * (0.24 + Math.random() * 0.16)
  const glow = context.createRadialGradient(x, y, 20, x, y, 460)
  glow.addColorStop(0, `${sun}cc`)
  glow.addColorStop(0.25, `${sun}44`)
  glow.addColorStop(1, `${sun}00`)
  context.fillStyle = glow
  context.fillRect(0, 0, width, height)
  context.fillStyle = sun
  context.beginPath()
  context.arc(x, y, 46 + Math.random() * 22, 0, Math.PI * 2)
  context.fill()
}

/** One line of hills: a sum of waves, the nearer the rougher. */
function paintRidge(context: CanvasRenderingContext2D, { ridge, haze }: Mood, layer: number): void {
  const near = layer / (layers - 1)
  const mix = (index: 0 | 1 | 2) => haze[index] + (ridge[index] - haze[index]) * near ** 0.8
  const base = height * (0.5 + 0.42 * near)
  const waves = [1, 2.3, 4.1, 9.7, 21].map((frequency, octave) => ({
    frequency: frequency * (0.8 + Math.random() * 0.5),
    phase: Math.random() * Math.PI * 2,
    size: (height * 0.075 * (1.15 - near * 0.35)) / (octave + 1) ** 1.35,
  }))
  context.fillStyle = `hsl(${mix(0)} ${mix(1)}% ${mix(2)}%)`
  context.beginPath()
  context.moveTo(0, height)
  for (let x = 0; x <= width; x += 4) {
    const lift = waves.reduce(
      (sum, { frequency, phase, size }) => sum + size * Math.sin((x / width) * frequency * Math.PI + phase),
      0,
    )
    context.lineTo(x, base - lift)
  }
  context.lineTo(width, height)
  context.fill()
}

/** Grain, so that the file weighs what a photo weighs. */
function paintGrain(context: CanvasRenderingContext2D): void {
  const pixels = context.getImageData(0, 0, width, height)
  for (let index = 0; index < pixels.data.length; index += 4) {
    const grain = (Math.random() - 0.5) * 14
    for (let channel = index; channel < index + 3; channel += 1)
      pixels.data[channel] = (pixels.data[channel] ?? 0) + grain
  }
  context.putImageData(pixels, 0, 0)
}
