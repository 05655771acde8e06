package dev.sluice.bench;

import java.io.IOException;

/** Lets a process stand still, and go on. */
enum Signal {
  STOP,
  CONT;

  void to(Process process) {
    try {
      new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("signalling " + process.pid(), e);
    }
  }
}
