/** A piece of source code, with what it is. */
export interface Token {
  readonly text: string
  readonly kind: 'comment' | 'string' | 'number' | 'keyword' | 'call' | 'plain'
}

const pattern =
  /(?<comment>\/\/[^\n]*)|(?<string>'(?:\\.|[^'\\\n])*')|(?<number>\b\d[\d_.]*\b)|(?<keyword>\b(?:await|async|const|for|of|return|import|from|export|function|new|type|interface|readonly|extends|typeof|keyof)\b)|(?<call>\b[a-zA-Z]+(?=\())/g

/** Splits TypeScript into what is worth a colour and the rest: enough for snippets, no more. */
export function highlight(code: string): readonly Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const match of code.matchAll(pattern)) {
    if (match.index > end) tokens.push({ text: code.slice(end, match.index), kind: 'plain' })
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ['plain']
    tokens.push({ text: match[0], kind: kind as Token['kind'] }) // the names of the groups are kinds
    end = match.index + match[0].length
  }
  if (end < code.length) tokens.push({ text: code.slice(end), kind: 'plain' })
  return tokens
}
