/* What the process callback needs of libjack, on plain memory: a test fills the ports and reads them. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MOST_EVENTS 2048

typedef struct { uint32_t time; size_t size; unsigned char *buffer; } jack_midi_event_t;
typedef struct { uint32_t count; uint32_t times[MOST_EVENTS]; uint32_t sizes[MOST_EVENTS]; unsigned char bytes[MOST_EVENTS][4]; } midi_port;

static uint32_t now;

/* A port is its own buffer. */
void *jack_port_get_buffer(void *port, uint32_t frames) { (void)frames; return port; }
uint32_t jack_last_frame_time(const void *client) { (void)client; return now; }
uint32_t jack_midi_get_event_count(void *port) { return ((midi_port *)port)->count; }
void jack_midi_clear_buffer(void *port) { ((midi_port *)port)->count = 0; }

int jack_midi_event_get(jack_midi_event_t *event, void *buffer, uint32_t index)
{
    midi_port *port = buffer;
    if (index >= port->count) return 1;
    event->time = port->times[index];
    event->size = port->sizes[index];
    event->buffer = port->bytes[index];
    return 0;
}

/* As in jack/midiport.h: refused when there is no room, or before an event that is there already. */
int jack_midi_event_write(void *buffer, uint32_t time, const unsigned char *data, size_t size)
{
    midi_port *port = buffer;
    if (port->count == MOST_EVENTS || size > 4 || (port->count > 0 && time < port->times[port->count - 1])) return 1;
    port->times[port->count] = time;
    port->sizes[port->count] = (uint32_t)size;
    memcpy(port->bytes[port->count++], data, size);
    return 0;
}

size_t fake_midi_port_size(void) { return sizeof(midi_port); }
void fake_set_time(uint32_t frame) { now = frame; }
