package dev.sevsim.host.kvm;

import java.util.Optional;
import java.util.function.Supplier;

/** An exit that is complete after one return to user space. */
record PlainUserExit(Runnable presentation, Supplier<EntryRegisters> completion) implements UserExit {
    static PlainUserExit of(Runnable presentation) {
        return new PlainUserExit(presentation, () -> EntryRegisters.NONE);
    }

    @Override
    public void present() {
        presentation.run();
    }

    @Override
    public Optional<EntryRegisters> complete() {
        return Optional.of(completion.get());
    }
}
