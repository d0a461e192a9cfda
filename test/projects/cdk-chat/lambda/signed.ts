export function signed(text: string, name = 'somebody'): string {
  return `${name}: ${text}`;
}
