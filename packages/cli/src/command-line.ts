/** The command line of this process with other options, as it can be pasted into a shell. */
export function commandLine(options: Readonly<Record<`--${string}`, string>> = {}): string {
  const given = process.argv.slice(2)
  const kept: string[] = []
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index] ?? ''
    const [name = ''] = argument.split('=', 1)
    if (!(name in options)) kept.push(argument)
    else if (name === argument) index += 1 // its value
  }
  const added = Object.entries(options).flat()
  return ['imageattach', ...kept, ...added].map(quote).join(' ')
}

function quote(argument: string): string {
  return /^[\w./:=@%+,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}
