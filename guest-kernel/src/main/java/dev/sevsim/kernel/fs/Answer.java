package dev.sevsim.kernel.fs;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a system call that fills a structure.
 *
 * @param errno 0, or the negative error number
 * @param content what was filled; null exactly when {@code errno} is not 0
 */
public record Answer<T>(int errno, @Nullable T content) {
    static <T> Answer<T> of(T content) {
        return new Answer<>(0, content);
    }

    static <T> Answer<T> failed(int errno) {
        return new Answer<>(errno, null);
    }

    /** What was filled; empty after an error. */
    public Optional<T> value() {
        return Optional.ofNullable(content);
    }

    /** What was filled; a call that failed is a mistake of the caller's. */
    public T orElseThrow() {
        if (content == null) {
            throw new NoSuchElementException("the call failed with " + errno);
        }
        return content;
    }

    /** The same answer about something else. */
    public <U> Answer<U> map(Function<? super T, ? extends U> change) {
        return content == null ? failed(errno) : of(change.apply(content));
    }
}
