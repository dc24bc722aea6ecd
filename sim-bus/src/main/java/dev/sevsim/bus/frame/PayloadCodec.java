package dev.sevsim.bus.frame;

import java.nio.ByteBuffer;

/** The payload of one kind of frame. */
interface PayloadCodec<F extends Frame> {
    int size(F frame);

    void write(F frame, ByteBuffer target);

    F read(PayloadReader source);

    /** Joins the three directions. */
    static <F extends Frame> PayloadCodec<F> of(Size<F> size, Writer<F> writer, Reader<F> reader) {
        return new PayloadCodec<>() {
            @Override
            public int size(F frame) {
                return size.of(frame);
            }

            @Override
            public void write(F frame, ByteBuffer target) {
                writer.write(frame, target);
            }

            @Override
            public F read(PayloadReader source) {
                return reader.read(source);
            }
        };
    }

    /** Counts bytes. */
    @FunctionalInterface
    interface Size<F> {
        int of(F frame);
    }

    /** Appends fields. */
    @FunctionalInterface
    interface Writer<F> {
        void write(F frame, ByteBuffer target);
    }

    /** Takes fields. */
    @FunctionalInterface
    interface Reader<F> {
        F read(PayloadReader source);
    }
}
