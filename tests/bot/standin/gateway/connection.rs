//! One task for each connection: it reads what the bot sends and does what it is ordered.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::unbounded_channel;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

use super::{Order, payload};
use crate::standin::Shared;

/// Accepts connections until the runtime ends.
pub fn serve(listener: TcpListener, shared: Arc<Shared>) {
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(greet(stream, Arc::clone(&shared)));
        }
    });
}

async fn greet(stream: TcpStream, shared: Arc<Shared>) {
    let is_shut = shared.with(|state| {
        state.gateway.turned_away += usize::from(state.gateway.shut);
        state.gateway.shut
    });
    if is_shut {
        return;
    }
    let asked = Arc::clone(&shared);
    #[expect(clippy::result_large_err, reason = "the type of tungstenite's callback")]
    let version = move |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        if !request.uri().query().unwrap_or_default().split('&').any(|pair| pair == "v=10") {
            asked.with(|state| state.violation(format!("gateway: {} does not ask for version 10", request.uri())));
        }
        Ok(response)
    };
    if let Ok(socket) = accept_hdr_async(stream, version).await {
        converse(socket, &shared).await;
    }
}

/// Serves a connection to its end.
async fn converse(mut socket: WebSocketStream<TcpStream>, shared: &Shared) {
    let (orders, mut queue) = unbounded_channel();
    let number = shared.with(|state| {
        let _ = orders.send(Order::Send(payload::hello(state)));
        state.gateway.opened(orders)
    });
    let mut mute = false;
    let code = loop {
        tokio::select! {
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(text))) if !mute => shared.with(|state| payload::receive(state, number, &text)),
                Some(Ok(Message::Close(frame))) => break frame.map(|frame| u16::from(frame.code)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break None,
            },
            Some(order) = queue.recv() => match order {
                Order::Send(_) if mute => {}
                Order::Send(payload) => {
                    if socket.send(Message::Text(payload.to_string())).await.is_err() {
                        break None;
                    }
                }
                Order::Close(code) => {
                    let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
                    let _ = socket.close(Some(frame)).await;
                }
                Order::Drop => break None,
                Order::Mute => mute = true,
            },
        }
    };
    shared.with(|state| state.gateway.closed(number, code));
    // Answers the close frame of the other side; on a dropped line there is nobody to answer.
    if code.is_some() {
        let _ = socket.close(None).await;
    }
}
