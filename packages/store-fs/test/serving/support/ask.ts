import { connect } from 'node:net'

/** What a server answered, as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  /** By lower-case name; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What is asked, none of it parsed or normalised on the way. */
export interface RawRequest {
  readonly method?: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks through a bare socket: a client like `fetch` would resolve dot segments before the server sees them. */
export function ask(port: number, { method = 'GET', target, headers = {} }: RawRequest): Promise<RawAnswer> {
  const fields = { Host: 'www.example.com', Connection: 'close', ...headers }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'))
    })
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(parse(Buffer.concat(chunks))))
  })
}

function parse(answer: Buffer): RawAnswer {
  const end = answer.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: answer.subarray(end + 4) }
}
