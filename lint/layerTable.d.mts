export function withLayerTable(text: string): Promise<string>;
