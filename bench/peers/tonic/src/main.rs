// The echo server with tonic: one thread, a port that the system picks.

use std::pin::Pin;

use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_stream::{Stream, StreamExt};
use tonic::{transport::Server, Request, Response, Status, Streaming};

pub mod proto {
    tonic::include_proto!("bench.v1");
}

use proto::echo_server::{Echo, EchoServer};
use proto::{CollectReply, EchoReply, EchoRequest, RepeatRequest};

struct Service;

type Replies = Pin<Box<dyn Stream<Item = Result<EchoReply, Status>> + Send>>;

fn reply(request: EchoRequest) -> EchoReply {
    EchoReply { text: request.text, data: request.data }
}

#[tonic::async_trait]
impl Echo for Service {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    async fn say(&self, request: Request<EchoRequest>) -> Result<Response<EchoReply>, Status> {
        Ok(Response::new(reply(request.into_inner())))
    }

    async fn repeat(&self, request: Request<RepeatRequest>) -> Result<Response<Replies>, Status> {
        let wanted = request.into_inner();
        let one = reply(wanted.request.unwrap_or_default());
        let all = (0..wanted.count).map(move |_| Ok(one.clone()));
        Ok(Response::new(Box::pin(tokio_stream::iter(all))))
    }

    async fn collect(
        &self,
        request: Request<Streaming<EchoRequest>>,
    ) -> Result<Response<CollectReply>, Status> {
        let mut requests = request.into_inner();
        let mut sum = CollectReply::default();
        while let Some(one) = requests.message().await? {
            sum.count += 1;
            sum.bytes += (one.text.len() + one.data.len()) as u64;
        }
        Ok(Response::new(sum))
    }

    async fn chat(
        &self,
        request: Request<Streaming<EchoRequest>>,
    ) -> Result<Response<Replies>, Status> {
        Ok(Response::new(Box::pin(request.into_inner().map(|one| one.map(reply)))))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on {}", listener.local_addr()?);
    let mut ends = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Server::builder()
        .tcp_nodelay(true)
        .max_concurrent_streams(1024)
        .add_service(EchoServer::new(Service))
        .serve_with_incoming_shutdown(TcpListenerStream::new(listener), async move {
            ends.recv().await;
        })
        .await?;
    Ok(())
}
