/** Where a service lists its models, below its base path; a base that ends in /v1 does not get it twice. */
export function toModelsPath(basePath: string, list: 'ollama' | 'openai'): string {
  if (list === 'ollama') return `${basePath}/api/tags`;
  return basePath.endsWith('/v1') ? `${basePath}/models` : `${basePath}/v1/models`;
}
