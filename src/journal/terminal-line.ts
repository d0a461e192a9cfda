/** What a line of the terminal shows: a word in the margin, the subject, the rest. */
export interface Line {
  readonly label: string;
  readonly text: string;
  readonly tone?: 'good' | 'bad' | 'quiet';
}
