/**
 * Asks one question at a time. Whoever asks while an answer is under way gets one more question
 * after it, however often they asked.
 */
export class CoalescingTask {
  private isRunning = false;
  private isAskedAgain = false;

  /** @param ask must not reject: a failure is part of what it shows */
  constructor(private readonly ask: () => Promise<void>) {}

  request(): void {
    if (this.isRunning) {
      this.isAskedAgain = true;
      return;
    }
    this.isRunning = true;
    void this.run();
  }

  private async run(): Promise<void> {
    do {
      this.isAskedAgain = false;
      await this.ask();
    } while (this.again());
    this.isRunning = false;
  }

  private again(): boolean {
    return this.isAskedAgain;
  }
}
