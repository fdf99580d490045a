/** `llama3` is `llama3:latest` to Ollama; names are told apart by case. */
export const isSameModel = (one: string, other: string): boolean =>
  one === other || `${one}:latest` === other || one === `${other}:latest`;
