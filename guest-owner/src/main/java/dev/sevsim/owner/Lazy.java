package dev.sevsim.owner;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is computed by the first call that needs it; for one thread. */
final class Lazy<T> {
    private final Supplier<T> source;
    private @Nullable T value;

    Lazy(Supplier<T> source) {
        this.source = source;
    }

    T get() {
        T known = value;
        if (known == null) {
            known = source.get();
            value = known;
        }
        return known;
    }
}
