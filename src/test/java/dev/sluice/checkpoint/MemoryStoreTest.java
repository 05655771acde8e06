package dev.sluice.checkpoint;

import dev.sluice.checkpoint.memory.MemoryStore;

class MemoryStoreTest implements CheckpointStoreContract {
  @Override
  public CheckpointStore open(String pipeline) {
    return new MemoryStore();
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public boolean survives() {
    return false;
  }

  @Override
  public String pipeline() {
    return "p";
  }
}
