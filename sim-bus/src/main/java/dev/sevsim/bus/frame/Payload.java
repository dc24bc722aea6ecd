package dev.sevsim.bus.frame;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record that is a frame; the compiler writes its {@link PayloadCodec}, a class {@code …Payload} beside it.
 *
 * <p>Components are an {@code int}, a {@code long}, {@code Bytes}, {@code String}, an enumeration with {@code code()}
 * and {@code fromCode}, or a record of such components, which is written in its place. {@link FrameCodec} has the format.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.SOURCE)
@interface Payload {}
