/**
 * Asks one question at a time. Requests that come while an answer is under way lead to one more
 * question after it, however many they are.
 */
export class CoalescingTask {
  private isRunning = false;
  private isAskedAgain = false;

  /** @param ask must not reject: it shows a failure itself */
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
