import { Converter, ReflectionKind } from 'typedoc'

/** A TypeDoc plugin that calls each module as users import it, and not after its folder. */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return
    reflection.name = reflection.name.replace(/^([^/]+)\/src/, '@imageattach/$1')
  })
}
