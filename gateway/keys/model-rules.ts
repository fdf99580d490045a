/** `llama3` is `llama3:latest` to Ollama; names are told apart by case. */
export const isSameModel = (one: string, other: string): boolean =>
  one === other || `${one}:latest` === other || one === `${other}:latest`;

/** True when a list of models covers one; a `*` at the end stands for any ending, and null for all. */
export const allowsModel = (models: readonly string[] | null, model: string): boolean =>
  models === null ||
  models.some((one) =>
    one.endsWith('*') ? model.startsWith(one.slice(0, -1)) : isSameModel(one, model),
  );
