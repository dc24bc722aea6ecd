package dev.sevsim.junit;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * The runs of tests in JUnit's store, so that tests may run at the same time.
 *
 * <p>A constructor's parameters are resolved before there is a test: its run belongs to the thread until the instance exists, and then to
 * the instance.
 */
final class TestRuns {
    private static final Namespace NAMESPACE = Namespace.create(TestRuns.class);

    private TestRuns() {}

    /** Key of the run of a test, or of a class: stores show what is in the store of the class, too. */
    private record OfContext(String uniqueId) {}

    /** Key of the run of a constructor that has not ended. */
    private record OfConstructor(Thread thread) {}

    /** Key of the run of a test's instance. */
    private static final class OfInstance {
        private final Object instance;

        OfInstance(Object instance) {
            this.instance = instance;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // instances of tests may be equal
        public boolean equals(@Nullable Object other) {
            return other instanceof OfInstance that && instance == that.instance;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(instance);
        }
    }

    /** Closed by JUnit at the end of the context: before 5.13 for its own type, later for that of the JDK. */
    private record Entry(TestRun run) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            run.close();
        }
    }

    /** The run of a test or of a class. */
    static TestRun of(ExtensionContext context, Supplier<TestRun> maker) {
        return existing(context).orElseGet(() -> made(context, new OfContext(context.getUniqueId()), maker));
    }

    /** The run of a constructor's parameters. */
    static TestRun ofConstructor(ExtensionContext context, Supplier<TestRun> maker) {
        return made(context, new OfConstructor(Thread.currentThread()), maker);
    }

    private static TestRun made(ExtensionContext context, Object key, Supplier<TestRun> maker) {
        return Objects.requireNonNull(context.getStore(NAMESPACE)
                        .getOrComputeIfAbsent(key, unused -> new Entry(maker.get()), Entry.class))
                .run();
    }

    /** The run of a test, where it has one. */
    static Optional<TestRun> existing(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        Optional<Entry> ofInstance = context.getTestInstance().map(one -> store.get(new OfInstance(one), Entry.class));
        return ofInstance
                .or(() -> Optional.ofNullable(store.get(new OfContext(context.getUniqueId()), Entry.class)))
                .map(Entry::run);
    }

    /** Gives the run of a constructor to the instance that it has made. */
    static void adopt(Object instance, ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        Entry made = store.remove(new OfConstructor(Thread.currentThread()), Entry.class);
        if (made != null) {
            store.put(new OfInstance(instance), made);
        }
    }

    /** Ends the run of an instance that serves one test. */
    static void end(ExtensionContext context) {
        if (context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_METHOD) {
            context.getTestInstance()
                    .flatMap(one ->
                            Optional.ofNullable(context.getStore(NAMESPACE).get(new OfInstance(one), Entry.class)))
                    .ifPresent(Entry::close);
        }
    }
}
