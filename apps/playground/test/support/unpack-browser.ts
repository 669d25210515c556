/** A program of its own, since the package unpacks to TMPDIR and changes the environment as soon as it is imported. */
import chromium from '@sparticuz/chromium'

await chromium.executablePath()
